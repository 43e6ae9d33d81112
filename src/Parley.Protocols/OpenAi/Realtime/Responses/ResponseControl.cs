using System.Text.Json;
using Parley.Engine.Stages.Conversing;
using Parley.Failures;

namespace Parley.Protocols.OpenAi.Realtime.Responses;

/// <summary>What a client says of responses and of what they answer. One caller at a time.</summary>
internal sealed class ResponseControl(
    CoreSessions cores, SpokenResponses responses, KeptItems kept, ConversationMemory memory, RealtimeOutput output)
{
    /// <summary>Asks for a response.</summary>
    public async ValueTask<ParleyError?> CreateAsync(ResponseRequest request, RealtimeSettings settings, RealtimeEngines engines)
    {
        if (responses.Current is not null)
        {
            return RealtimeErrors.AlreadyResponding;
        }

        var input = Read(request.Input);
        if (!input.Succeeded)
        {
            return input.Error;
        }

        if (await cores.ReadyAsync(settings, engines) is { } unready)
        {
            return unready;
        }

        var id = output.NextResponseId();
        responses.Expect(id, request);
        var own = settings with { Response = request.Settings };
        var asked = new ReplyRequest
        {
            Converse = own.Converse(engines, output.Connection.Limits.Endpointing),
            Input = input.Value,
            Remembered = request.Remembered,
            Name = id,
        };
        if (cores.Ask(asked) is { } error)
        {
            responses.Forget(id);
            return RealtimeErrors.OfConversation(error, "response") ?? error;
        }

        return null;
    }

    /// <param name="id">Null: whichever it is.</param>
    public async ValueTask<ParleyError?> CancelAsync(string? id)
    {
        if (responses.Current is not { } current || (id is not null && !string.Equals(id, current, StringComparison.Ordinal)))
        {
            return id is null ? RealtimeErrors.NothingToCancel : RealtimeErrors.NothingToCancel with { Param = "response_id" };
        }

        var waited = responses.Forget(current);
        cores.CancelReply(null);
        if (waited is not null && cores.Current is { } core)
        {
            foreach (var said in responses.Cancelled(current, waited, core))
            {
                await output.SayAsync(said);
            }
        }

        return null;
    }

    /// <summary>No more audio of the response is wanted.</summary>
    public async ValueTask<ParleyError?> ClearAsync()
    {
        if ((responses.Current ?? responses.Newest?.Id) is not { } id)
        {
            return RealtimeErrors.NothingToCancel;
        }

        if (responses.Current is not null)
        {
            await CancelAsync(null);
        }

        await output.SayAsync(ServerEvent.OutputCleared(id));
        return null;
    }

    /// <summary>No more of an item was played: no more of it is remembered.</summary>
    public async ValueTask<ParleyError?> TruncateAsync(TruncateItem truncate)
    {
        if (kept.Find(truncate.Id) is not { } item)
        {
            return RealtimeErrors.UnknownItem;
        }

        if (item is not { Answer: { Spoken: true } answer, Keys: [var key] })
        {
            return RealtimeErrors.NotToBeCut;
        }

        if (responses.Active is { } active && string.Equals(active.ItemId, truncate.Id, StringComparison.Ordinal))
        {
            var end = Math.Min(truncate.AudioEndMs, active.Milliseconds);
            active.Core.Attachment.ReplyPlayed(active.Reply, end * active.Rate / 1000);
            await output.SayAsync(ServerEvent.Truncated(truncate.Id, end));
            return null;
        }

        if (memory.Cut(key, TimeSpan.FromMilliseconds(truncate.AudioEndMs)) is not { } cut)
        {
            return RealtimeErrors.AudioForgotten;
        }

        kept.Update(item with { Answer = answer with { Text = cut.Text } });
        await output.SayAsync(ServerEvent.Truncated(truncate.Id, (long)cut.At.TotalMilliseconds));
        return null;
    }

    /// <summary>Puts an item into the conversation; the outcome is the item, and the id of the one before it.</summary>
    /// <param name="read">Somebody reads it; else it is only kept.</param>
    public Outcome<(KeptItem Item, string? Previous)> Add(CreateItem create, bool read)
    {
        var before = create.Previous is null or KeptItems.Root ? null : kept.Find(create.Previous);
        if (before is null && create.Previous is not (null or KeptItems.Root))
        {
            return RealtimeErrors.UnknownItem with { Param = "previous_item_id" };
        }

        var id = create.Id ?? output.NextItemId();
        var key = $"item/{id}";
        if (read)
        {
            var turn = ItemText.Read(key, create.Item, "item");
            if (!turn.Succeeded)
            {
                return turn.Error;
            }

            memory.Forget(key);
            if (create.Previous is KeptItems.Root)
            {
                memory.AddFirst(turn.Value);
            }
            else
            {
                memory.Add(turn.Value, before is { Keys: [.., var last] } ? last : null);
            }
        }

        var item = new KeptItem(id, create.Fields) { Keys = read ? [key] : [] };
        return (item, kept.Add(item, create.Previous));
    }

    /// <summary>Takes an item out of the conversation; false: it is not there.</summary>
    public bool Delete(string id)
    {
        foreach (var key in kept.Find(id)?.Keys ?? [])
        {
            memory.Forget(key);
        }

        return kept.Remove(id);
    }

    private Outcome<IReadOnlyList<MemoryTurn>?> Read(JsonElement? input)
    {
        if (input is not { } items)
        {
            return new Outcome<IReadOnlyList<MemoryTurn>?>(null);
        }

        var turns = new List<MemoryTurn>();
        foreach (var item in items.EnumerateArray())
        {
            var param = $"response.input[{turns.Count}]";
            if (item.ValueKind != JsonValueKind.Object)
            {
                return ParleyError.Invalid(param, $"'{param}' must be an item.");
            }

            if (item.TryGetProperty("type", out var type) && type.ValueKind == JsonValueKind.String && type.ValueEquals("item_reference"))
            {
                if (!item.TryGetProperty("id", out var id) || id.ValueKind != JsonValueKind.String || kept.Find(id.GetString()!) is not { } meant)
                {
                    return RealtimeErrors.UnknownItem with { Param = $"{param}.id" };
                }

                turns.AddRange(meant.Keys.Select(memory.Find).OfType<MemoryTurn>());
                continue;
            }

            var turn = ItemText.Read(param, item, param);
            if (!turn.Succeeded)
            {
                return turn.Error;
            }

            turns.Add(turn.Value);
        }

        return Outcome.Of<IReadOnlyList<MemoryTurn>?>(turns);
    }
}
