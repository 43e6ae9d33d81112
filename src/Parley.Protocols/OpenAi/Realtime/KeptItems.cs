namespace Parley.Protocols.OpenAi.Realtime;

/// <summary>The items of a conversation in their order; when there are too many, the oldest are forgotten. Thread-safe.</summary>
internal sealed class KeptItems(int capacity)
{
    private readonly Lock _gate = new();
    private readonly OrderedDictionary<string, KeptItem> _items = new(StringComparer.Ordinal);

    /// <summary>The place before all others.</summary>
    public const string Root = "root";

    /// <summary>Adds an item; returns the id of the item before it, null for the first.</summary>
    /// <param name="after">The item that it follows, or <see cref="Root"/>; null, or one that is not there: the newest.</param>
    public string? Add(KeptItem item, string? after = null)
    {
        lock (_gate)
        {
            _items.Remove(item.Id);
            var found = after is null or Root ? -1 : _items.IndexOf(after);
            var index = found >= 0 ? found + 1 : after is Root ? 0 : _items.Count;
            _items.Insert(index, item.Id, item);
            var previous = index == 0 ? null : _items.GetAt(index - 1).Key;
            if (_items.Count > capacity)
            {
                _items.RemoveAt(0);
            }

            return previous;
        }
    }

    /// <summary>The id of the item before this one; null: it is the first, or not there.</summary>
    public string? Before(string id)
    {
        lock (_gate)
        {
            return _items.IndexOf(id) is > 0 and var index ? _items.GetAt(index - 1).Key : null;
        }
    }

    /// <summary>An item that is still kept has become this; false: it is not kept any more.</summary>
    public bool Update(KeptItem item)
    {
        lock (_gate)
        {
            if (!_items.ContainsKey(item.Id))
            {
                return false;
            }

            _items[item.Id] = item;
            return true;
        }
    }

    public KeptItem? Find(string id)
    {
        lock (_gate)
        {
            return _items.GetValueOrDefault(id);
        }
    }

    public bool Remove(string id)
    {
        lock (_gate)
        {
            return _items.Remove(id);
        }
    }
}
