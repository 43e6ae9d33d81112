using System.Text.Json;
using Parley.Protocols.OpenAi.Realtime.Responses;

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
/// <param name="Item">As it came.</param>
/// <param name="Fields">Its fields but for the id.</param>
internal sealed record CreateItem(string? Id, JsonElement Item, IReadOnlyDictionary<string, JsonElement> Fields) : ClientEvent
{
    /// <summary>The item that it follows; <c>root</c>: none; null: the newest.</summary>
    public string? Previous { get; init; }
}

/// <summary><c>conversation.item.retrieve</c>.</summary>
internal sealed record RetrieveItem(string Id) : ClientEvent;

/// <summary><c>conversation.item.delete</c>.</summary>
internal sealed record DeleteItem(string Id) : ClientEvent;

/// <summary><c>conversation.item.truncate</c>: of what the server said, no more was played.</summary>
internal sealed record TruncateItem(string Id, int AudioEndMs) : ClientEvent;

/// <summary><c>response.create</c>.</summary>
internal sealed record CreateResponse(ResponseRequest Request) : ClientEvent;

/// <summary><c>response.cancel</c>.</summary>
/// <param name="Id">Null: whichever it is.</param>
internal sealed record CancelResponse(string? Id) : ClientEvent;

/// <summary><c>output_audio_buffer.clear</c>.</summary>
internal sealed record ClearOutput : ClientEvent;
