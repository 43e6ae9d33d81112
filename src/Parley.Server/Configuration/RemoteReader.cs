using Parley.Remote.OpenAi;

namespace Parley.Server.Configuration;

/// <summary>Reads where a server is that speaks OpenAI's API. Its key comes from a file or the environment, never from a setting.</summary>
internal static class RemoteReader
{
    /// <param name="needed">Whether there must be one.</param>
    /// <param name="named">Whether it must be said which of its models.</param>
    public static OpenAiServer? Read(OptionReader reader, string home, string path, bool needed, bool named = true)
    {
        var address = reader.OptionalText($"{path}:BaseUrl", "http or https, with the version");
        var model = reader.OptionalText($"{path}:Model", "a model's name");
        var key = ReadKey(reader, home, path);
        if (!needed)
        {
            return null;
        }

        if (!Uri.TryCreate(address, UriKind.Absolute, out var url) || url.Scheme is not ("http" or "https"))
        {
            reader.Refuse($"{path}:BaseUrl", "an address such as https://api.openai.com/v1 is needed");
            return null;
        }

        if (!named)
        {
            return new OpenAiServer(url, "") { Key = key };
        }

        if (model is null)
        {
            reader.Refuse($"{path}:Model", "the name of the server's model is needed");
            return null;
        }

        return new OpenAiServer(url, model) { Key = key };
    }

    private static ApiKey? ReadKey(OptionReader reader, string home, string path)
    {
        var variable = reader.OptionalText($"{path}:KeyVariable", "the name of an environment variable");
        var file = reader.OptionalText($"{path}:KeyFile", "a path; relative ones start at PARLEY_HOME");
        if (variable is not null)
        {
            if (Environment.GetEnvironmentVariable(variable)?.Trim() is { Length: > 0 } key)
            {
                return new ApiKey(key);
            }

            reader.Refuse($"{path}:KeyVariable", "there is no such environment variable");
        }

        if (file is null)
        {
            return null;
        }

        try
        {
            if (File.ReadLines(Path.GetFullPath(file, home)).FirstOrDefault()?.Trim() is { Length: > 0 } key)
            {
                return new ApiKey(key);
            }

            reader.Refuse($"{path}:KeyFile", "the file's first line is empty");
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException)
        {
            reader.Refuse($"{path}:KeyFile", "the file cannot be read");
        }

        return null;
    }
}
