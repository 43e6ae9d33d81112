namespace Parley.Protocols.WebSockets;

/// <summary>What a connection's messages mean.</summary>
internal interface IConversation
{
    /// <summary>Whether the client is to be sent away when it says nothing for long.</summary>
    bool AwaitsMessages { get; }

    ValueTask HandleAsync(InboundMessage message);

    /// <summary>Nothing more will come; completes when nothing more will be sent.</summary>
    Task DisconnectedAsync();
}
