using Parley.Local;
using Parley.Local.Models;

namespace Parley.Server.Configuration;

/// <summary>Reads the models: those that set-up installs, and those that the operator adds or changes.</summary>
internal static class ModelReader
{
    private const string Catalog = "Models:Catalog";

    /// <summary>Stands for any name in the reference.</summary>
    private const string Template = "<name>";

    /// <summary>What set-up installs.</summary>
    private static readonly ModelOption[] BuiltIn = [Moonshine("moonshine-base"), Moonshine("moonshine-tiny")];

    /// <param name="remote">Names of the recognisers that are reached over the network: one of them may be the default.</param>
    public static ModelOptions Read(OptionReader reader, string home, IReadOnlyList<string> remote)
    {
        var chosen = reader.Text("Models:Default", BuiltIn[0].Name, "a model's name");
        var others = reader.List("Models:Serve", "names of further models to load");
        _ = ReadModel(reader, Template, null, home);

        // Every entry is read, also those that are not served, so that a mistake in any is reported.
        var models = BuiltIn.Select(model => model.Name)
            .Concat(reader.Names(Catalog))
            .Distinct(StringComparer.OrdinalIgnoreCase)
            .ToDictionary(
                name => name,
                name => ReadModel(reader, name, Array.Find(BuiltIn, model => Same(model.Name, name)), home),
                StringComparer.OrdinalIgnoreCase);

        foreach (var name in remote.Where(models.ContainsKey))
        {
            reader.Refuse($"Recognizers:{name}", "a model on this machine has this name");
        }

        var served = new List<ModelOption>();
        if (!remote.Contains(chosen, StringComparer.OrdinalIgnoreCase))
        {
            Serve("Models:Default", chosen);
        }

        foreach (var name in others.Where(name => !Same(name, chosen)).Distinct(StringComparer.OrdinalIgnoreCase))
        {
            Serve("Models:Serve", name);
        }

        return new ModelOptions(chosen, served);

        void Serve(string path, string name)
        {
            if (models.TryGetValue(name, out var model))
            {
                served.Add(model);
            }
            else
            {
                // Those over the network are there without being served.
                List<string> there = [.. models.Keys, .. string.Equals(path, "Models:Default", StringComparison.Ordinal) ? remote : []];
                var closest = Spelling.Closest(name, there);
                reader.Refuse(
                    path,
                    $"there is no model '{name}'; there is {string.Join(", ", there)}{(closest is null ? "" : $" (did you mean {closest}?)")}");
            }
        }
    }

    private static ModelOption ReadModel(OptionReader reader, string name, ModelOption? builtIn, string home)
    {
        var path = $"{Catalog}:{name}";
        var kind = reader.Text($"{path}:Kind", builtIn?.Kind ?? "", "a kind of model, see below");
        if (kind.Length == 0 && !Same(name, Template))
        {
            reader.Refuse($"{path}:Kind", "a model needs its kind");
        }

        var runtime = reader.Choice($"{path}:Runtime", ModelRuntime.Auto);
        if (runtime == ModelRuntime.Onnx && kind.Length > 0 && !LocalEngines.RunsOnOnnx(kind))
        {
            reader.Refuse($"{path}:Runtime", $"onnx runs models of kind moonshine; '{kind}' needs sherpa");
        }

        reader.Describe($"{path}:Files:<role>", "none", "a path; relative ones start at PARLEY_HOME");
        var files = new Dictionary<string, string>(builtIn?.Files ?? new Dictionary<string, string>(StringComparer.Ordinal), StringComparer.Ordinal);
        foreach (var (role, file) in reader.Map($"{path}:Files"))
        {
            files[role] = file;
        }

        var languages = reader.List($"{path}:Languages", "BCP-47 primary languages; empty: any");
        return new ModelOption
        {
            Name = builtIn?.Name ?? name,
            Kind = kind,
            Runtime = runtime,
            Files = files.ToDictionary(file => file.Key, file => Path.GetFullPath(file.Value, home), StringComparer.Ordinal),
            Languages = languages.Count > 0 ? languages : builtIn?.Languages ?? [],
            Threads = reader.Number($"{path}:Threads", builtIn?.Threads ?? 1, 1, 64),
            LongestSeconds = reader.Fraction($"{path}:LongestSeconds", builtIn?.LongestSeconds ?? 30, 2, 30),
            MarginBefore = reader.OptionalFraction($"{path}:MarginBefore", 0, 2),
            MarginAfter = reader.OptionalFraction($"{path}:MarginAfter", 0, 2),
        };
    }

    private static ModelOption Moonshine(string name) => new()
    {
        Name = name,
        Kind = "moonshine",
        Files = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["encoder"] = $"models/{name}/encoder_model.onnx",
            ["merged_decoder"] = $"models/{name}/decoder_model_merged.onnx",
            ["tokens"] = $"models/{name}/tokens.txt",
        },
        Languages = ["en"],
        Threads = 1,
        LongestSeconds = 30,
    };

    private static bool Same(string a, string b) => string.Equals(a, b, StringComparison.OrdinalIgnoreCase);
}
