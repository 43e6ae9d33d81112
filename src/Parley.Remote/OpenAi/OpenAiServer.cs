namespace Parley.Remote.OpenAi;

/// <summary>A server that speaks OpenAI's API: OpenAI's own, vLLM, Ollama, LocalAI, Speaches and many more.</summary>
/// <param name="BaseUrl">With the version: <c>https://api.openai.com/v1</c>, <c>http://localhost:11434/v1</c>.</param>
/// <param name="Model">The model, as that server names it.</param>
public sealed record OpenAiServer(Uri BaseUrl, string Model)
{
    /// <summary>The key; null: the server wants none.</summary>
    public ApiKey? Key { get; init; }

    /// <summary>How long connecting may take.</summary>
    public TimeSpan ConnectTimeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>How long the server may take to begin its answer.</summary>
    public TimeSpan AnswerTimeout { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>Bytes of one answer; more is cut off as a failure.</summary>
    public long MaxAnswerBytes { get; init; } = 4 << 20;

    /// <summary>The address of one of its functions.</summary>
    public Uri At(string function) => new($"{BaseUrl.AbsoluteUri.TrimEnd('/')}/{function}");
}

/// <summary>A secret that no log shows.</summary>
public readonly record struct ApiKey(string Value)
{
    public override string ToString() => "(a key)";
}
