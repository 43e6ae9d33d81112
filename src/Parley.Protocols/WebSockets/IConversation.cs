namespace Parley.Protocols.WebSockets;

/// <summary>What a connection's messages mean.</summary>
internal interface IConversation
{
    /// <summary>Whether the client is to be sent away when it says nothing for long.</summary>
    bool AwaitsMessages { get; }

    ValueTask HandleAsync(InboundMessage message);

    /// <summary>All that has come was handled; the next message is waited for.</summary>
    void Rest()
    {
    }

    /// <summary>The client closes, with this code; <see cref="Abandon"/> follows.</summary>
    void Leave(int code);

    /// <summary>Nothing more will be heard. May be called more than once, by any thread.</summary>
    void Abandon();

    /// <summary>Completes when nothing more will be sent; the connection is gone by then.</summary>
    Task SilenceAsync();
}
