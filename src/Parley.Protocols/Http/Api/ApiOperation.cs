namespace Parley.Protocols.Http.Api;

/// <summary>What the server's API document says of an endpoint. It is metadata of the endpoint, and stands beside its route.</summary>
/// <param name="Group">Under which heading it stands.</param>
/// <param name="Summary">One line: what it does.</param>
public sealed record ApiOperation(string Group, string Summary)
{
    public string? Details { get; init; }

    /// <summary>The methods of a route that takes any.</summary>
    public IReadOnlyList<string> Methods { get; init; } = [];

    /// <summary>Besides those in the path.</summary>
    public IReadOnlyList<ApiParameter> Parameters { get; init; } = [];

    public ApiBody? Body { get; init; }

    public IReadOnlyList<ApiAnswer> Answers { get; init; } = [];

    /// <summary>The statuses with which it refuses.</summary>
    public IReadOnlyList<int> Refusals { get; init; } = [];

    /// <summary>Whether it refuses in OpenAI's shape instead of <c>application/problem+json</c>.</summary>
    public bool RefusesAsOpenAi { get; init; }
}

/// <param name="In"><c>query</c> or <c>header</c>.</param>
public sealed record ApiParameter(string Name, string In, ApiSchema Schema, string Description);

public sealed record ApiBody(string Description, bool Required, params IReadOnlyList<ApiContent> Contents);

public sealed record ApiAnswer(int Status, string Description, params IReadOnlyList<ApiContent> Contents);

public sealed record ApiContent(string MediaType, ApiSchema Schema);

/// <param name="Json">JSON Schema, as OpenAPI 3.1 has it.</param>
/// <param name="Name">Under which it stands once for all that use it; null: it stands where it is used.</param>
public sealed record ApiSchema(string Json, string? Name = null)
{
    public static readonly ApiSchema Text = new("""{"type":"string"}""");

    public static readonly ApiSchema Bytes = new("{}");

    public static readonly ApiSchema Count = new("""{"type":"integer","minimum":0}""");
}
