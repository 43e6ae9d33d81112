using System.Text.Json;

namespace Parley.Protocols.OpenAi.Realtime;

/// <summary>What a client may say.</summary>
internal abstract record ClientEvent;

/// <summary><c>session.update</c>.</summary>
/// <param name="Flat">It was said as <c>transcription_session.update</c>, and is answered so.</param>
internal sealed record UpdateSession(RealtimeSettings Settings, bool Flat) : ClientEvent;

/// <summary><c>input_audio_buffer.append</c>.</summary>
internal sealed record AppendAudio(byte[] Audio) : ClientEvent;

/// <summary><c>input_audio_buffer.commit</c>.</summary>
internal sealed record CommitAudio : ClientEvent;

/// <summary><c>input_audio_buffer.clear</c>.</summary>
internal sealed record ClearAudio : ClientEvent;

/// <summary><c>conversation.item.create</c>.</summary>
/// <param name="Id">As the client names it; null: the server does.</param>
/// <param name="Fields">The item's other fields, as they came.</param>
internal sealed record CreateItem(string? Id, IReadOnlyDictionary<string, JsonElement> Fields) : ClientEvent;

/// <summary><c>conversation.item.retrieve</c>.</summary>
internal sealed record RetrieveItem(string Id) : ClientEvent;

/// <summary><c>conversation.item.delete</c>.</summary>
internal sealed record DeleteItem(string Id) : ClientEvent;

/// <summary><c>conversation.item.truncate</c>: cuts what the server said, of which there is nothing.</summary>
internal sealed record TruncateItem : ClientEvent;

/// <summary><c>response.create</c>.</summary>
internal sealed record CreateResponse : ClientEvent;

/// <summary><c>response.cancel</c>, or <c>output_audio_buffer.clear</c>.</summary>
internal sealed record CancelResponse : ClientEvent;
