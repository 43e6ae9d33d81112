namespace Parley.Protocols.Tests.Conformance.Drivers;

/// <summary>Reasons that more than one protocol has.</summary>
internal static class Why
{
    /// <summary>The features that are about recorded files.</summary>
    public const string Files = "empty_file missing_file unknown_format wav_cut wav_channels wav_rate wav_bits wav_length file_too_long file_too_large";

    /// <summary>The features of conversations.</summary>
    public const string Conversations = "reply reply_remembers text_turn barge_in cancel played asked assistant_down";

    /// <summary>The features of translation.</summary>
    public const string Translations = "translated targets switch";

    public const string Untranslated = "Its results have no field for a translation.";

    public const string NothingSaid = "It is for transcripts alone: nobody answers in it.";

    public const string NoFiles = "It carries live audio; recorded files have interfaces of their own.";
    public const string Recording = "A recording comes whole, and its text in one answer when it has been heard.";
    public const string NoPackets = "A recording holds Opus in Ogg or WebM, never as bare packets.";
    public const string CallEnds = "The first failure is the end of the call, as its clients expect.";
    public const string Messages = "Its messages are protocol buffers, not text.";
    public const string OneSession = "A session lives as long as its connection, and nobody else can name it.";
    public const string NoPositions = "Its audio has no positions: it goes on where it ended.";
    public const string NothingBilled = "The one field for it, total_billed_time, is for a bill, and nothing is billed.";
    public const string OneAnswer = "One request has one answer; there is no session to go on.";
}
