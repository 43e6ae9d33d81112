namespace Parley.Protocols.OpenAi.Realtime;

/// <summary>The items of a conversation in their order; when there are too many, the oldest are forgotten. Thread-safe.</summary>
internal sealed class KeptItems(int capacity)
{
    private readonly Lock _gate = new();
    private readonly OrderedDictionary<string, KeptItem> _items = new(StringComparer.Ordinal);

    /// <summary>Adds at the end; returns the id of the item before it, null for the first.</summary>
    public string? Add(KeptItem item)
    {
        lock (_gate)
        {
            _items.Remove(item.Id);
            var previous = _items.Count == 0 ? null : _items.GetAt(_items.Count - 1).Key;
            if (_items.Count == capacity)
            {
                _items.RemoveAt(0);
            }

            _items.Add(item.Id, item);
            return previous;
        }
    }

    /// <summary>An item that is still kept has become this.</summary>
    public void Update(KeptItem item)
    {
        lock (_gate)
        {
            if (_items.ContainsKey(item.Id))
            {
                _items[item.Id] = item;
            }
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
