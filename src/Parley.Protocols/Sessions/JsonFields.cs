using System.Text.Json;
using Parley.Failures;

namespace Parley.Protocols.Sessions;

/// <summary>
/// Takes the fields out of one JSON object and remembers the first thing that was wrong. Every field that was not asked
/// for is refused by name, so that a misspelt option never passes silently.
/// </summary>
internal sealed class JsonFields
{
    private readonly Dictionary<string, JsonElement> _fields = new(StringComparer.Ordinal);
    private readonly string _prefix;

    /// <param name="element">An object.</param>
    /// <param name="prefix">Stands before the names in errors: <c>input.</c></param>
    public JsonFields(JsonElement element, string prefix = "")
    {
        _prefix = prefix;
        foreach (var field in element.EnumerateObject())
        {
            if (!_fields.TryAdd(field.Name, field.Value))
            {
                Refuse(field.Name, "is given twice.");
            }
        }
    }

    public ParleyError? Error { get; private set; }

    public string? Text(string name, int longest)
    {
        if (!Take(name, JsonValueKind.String, "text", out var value))
        {
            return null;
        }

        var text = value.GetString()!;
        if (text.Length is 0 || text.Length > longest)
        {
            Refuse(name, $"has {text.Length} characters; 1 to {longest} are accepted.");
            return null;
        }

        return text;
    }

    public long? Whole(string name)
    {
        if (!Take(name, JsonValueKind.Number, "a whole number", out var value))
        {
            return null;
        }

        if (value.TryGetInt64(out var number))
        {
            return number;
        }

        Refuse(name, "must be a whole number.");
        return null;
    }

    /// <summary>Whether the field is there, be it null.</summary>
    public bool Has(string name) => _fields.ContainsKey(name);

    /// <summary>Text of which an empty one says as little as none.</summary>
    public string? Hint(string name, int longest)
    {
        if (_fields.TryGetValue(name, out var value) && value.ValueKind == JsonValueKind.String && value.ValueEquals(""))
        {
            _fields.Remove(name);
        }

        return Text(name, longest);
    }

    /// <summary>Takes everything that is left, as it is.</summary>
    public IReadOnlyDictionary<string, JsonElement> Rest()
    {
        var rest = _fields.ToDictionary(field => field.Key, field => field.Value.Clone(), StringComparer.Ordinal);
        _fields.Clear();
        return rest;
    }

    /// <summary>A whole number; one too large to hold is clamped, so that the range check that follows names the limit.</summary>
    public int? Small(string name) => Whole(name) is { } number ? (int)Math.Clamp(number, int.MinValue, int.MaxValue) : null;

    public double? Number(string name) =>
        Take(name, JsonValueKind.Number, "a number", out var value) ? value.GetDouble() : null;

    public bool? Flag(string name)
    {
        if (!_fields.Remove(name, out var value) || value.ValueKind == JsonValueKind.Null)
        {
            return null;
        }

        if (value.ValueKind is JsonValueKind.True or JsonValueKind.False)
        {
            return value.GetBoolean();
        }

        Refuse(name, "must be true or false.");
        return null;
    }

    /// <summary>Text of any length, not copied.</summary>
    public JsonElement? String(string name) =>
        Take(name, JsonValueKind.String, "text", out var value) ? value : null;

    public JsonElement? Object(string name) =>
        Take(name, JsonValueKind.Object, "an object", out var value) ? value : null;

    /// <summary>A value of any kind but null.</summary>
    public JsonElement? Any(string name) =>
        _fields.Remove(name, out var value) && value.ValueKind != JsonValueKind.Null ? value : null;

    /// <summary>Its values, whatever they are; at most <paramref name="most"/>.</summary>
    public IReadOnlyList<JsonElement>? Array(string name, int most)
    {
        if (!Take(name, JsonValueKind.Array, "a list", out var value))
        {
            return null;
        }

        if (value.GetArrayLength() <= most)
        {
            return [.. value.EnumerateArray()];
        }

        Refuse(name, $"has {value.GetArrayLength()} entries; at most {most} are taken.");
        return null;
    }

    /// <summary>A list of short texts.</summary>
    public IReadOnlyList<string>? Texts(string name, int most, int longest)
    {
        var values = Array(name, most);
        if (values?.All(value => value.ValueKind == JsonValueKind.String && value.GetString()!.Length is > 0 && value.GetString()!.Length <= longest) != false)
        {
            return values is null ? null : [.. values.Select(value => value.GetString()!)];
        }

        Refuse(name, $"must be a list of texts of 1 to {longest} characters.");
        return null;
    }

    public void Refuse(string name, string what) =>
        Error ??= ParleyError.Invalid(Shorten(_prefix + name), $"'{Shorten(_prefix + name)}' {what}");

    /// <summary>Keeps the first error of an object inside this one.</summary>
    public void Keep(ParleyError? error) => Error ??= error;

    /// <summary>To be called last: what is left was not asked for.</summary>
    public ParleyError? Finish()
    {
        foreach (var name in _fields.Keys)
        {
            Refuse(name, "is not a known field.");
        }

        return Error;
    }

    private bool Take(string name, JsonValueKind kind, string wanted, out JsonElement value)
    {
        if (!_fields.Remove(name, out value) || value.ValueKind == JsonValueKind.Null)
        {
            return false;
        }

        if (value.ValueKind == kind)
        {
            return true;
        }

        Refuse(name, $"must be {wanted}.");
        return false;
    }

    private static string Shorten(string name) => name.Length <= 60 ? name : string.Concat(name.AsSpan(0, 60), "…");
}
