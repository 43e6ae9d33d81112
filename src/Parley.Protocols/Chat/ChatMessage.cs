using Parley.Engine.Sessions;
using Parley.Protocols.Sessions;

namespace Parley.Protocols.Chat;

/// <summary>What a simple client says in text.</summary>
internal abstract record ChatMessage;

/// <summary><c>start</c>: with what comes, another conversation.</summary>
internal sealed record ChatStart(SessionOptions Options) : ChatMessage;

/// <summary><c>audio</c>: samples as Base64, for clients that send no binary messages.</summary>
internal sealed record ChatAudio(byte[] Samples) : ChatMessage;

/// <summary><c>text</c>, <c>interrupt</c> and <c>played</c>.</summary>
internal sealed record ChatControl(ClientMessage Message) : ChatMessage;

/// <summary><c>flush</c>: the utterance is over now.</summary>
internal sealed record ChatFlush : ChatMessage;

/// <summary><c>end</c></summary>
internal sealed record ChatEnd : ChatMessage;
