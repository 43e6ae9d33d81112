using Parley.Engine.Sessions;

namespace Parley.Protocols.OpenAi.Realtime;

/// <summary>A session of the core that takes the connection's audio until its client asks for something else.</summary>
/// <param name="Turns">How turns are found; null: the client commits.</param>
/// <param name="Offset">Seconds of the connection's audio before it.</param>
internal sealed record CoreSession(Attachment Attachment, TurnDetection? Turns, double Offset)
{
    public Session Session => Attachment.Session;

    public int Rate => Session.Options.Input.Rate;

    /// <summary>Seconds of the connection's audio up to now.</summary>
    public double Now => Offset + ((double)Session.Received / Rate);
}
