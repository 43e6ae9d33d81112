using Parley.Local.Scripted;

namespace Parley.Server.Configuration;

/// <summary>Reads the assistants: the scripted one, which is always there, and those that the operator adds.</summary>
internal static class AssistantReader
{
    private const string Catalog = "Assistants:Catalog";

    /// <summary>Stands for any name in the reference.</summary>
    private const string Template = "<name>";

    public static AssistantOptions Read(OptionReader reader, string home)
    {
        var chosen = reader.Text("Assistants:Default", ScriptedAssistant.Name, "an assistant's name");
        _ = ReadOne(reader, home, Template);
        var all = reader.Names(Catalog)
            .Append(ScriptedAssistant.Name)
            .Distinct(StringComparer.OrdinalIgnoreCase)
            .Select(name => ReadOne(reader, home, name))
            .ToList();
        if (!all.Exists(one => Same(one.Name, chosen)))
        {
            reader.Refuse("Assistants:Default", $"there is no assistant '{chosen}'; there is {string.Join(", ", all.Select(one => one.Name))}");
        }

        return new AssistantOptions([.. all.OrderBy(one => !Same(one.Name, chosen))]);
    }

    private static AssistantOption ReadOne(OptionReader reader, string home, string name)
    {
        var path = $"{Catalog}:{name}";
        var kind = reader.Choice($"{path}:Kind", AssistantKind.Scripted);
        var patience = TimeSpan.FromSeconds(reader.Number($"{path}:PatienceSeconds", 15, 1, 600));
        var server = RemoteReader.Read(reader, home, path, needed: kind == AssistantKind.OpenAi);
        return new AssistantOption
        {
            Name = name,
            Kind = kind,
            Server = server is null ? null : server with { AnswerTimeout = patience },
            Instructions = reader.OptionalText($"{path}:Instructions", "what it is told to be, at most 8000 characters") is { } text ? Bounded(reader, path, text) : null,
            Patience = patience,
            Rules = ReadRules(reader, path),
        };
    }

    private static string Bounded(OptionReader reader, string path, string text)
    {
        if (text.Length > Engine.Sessions.ConverseOptions.MaxInstructions)
        {
            reader.Refuse($"{path}:Instructions", $"{text.Length} characters; at most {Engine.Sessions.ConverseOptions.MaxInstructions} are taken");
        }

        return text;
    }

    private static List<ScriptedRule> ReadRules(OptionReader reader, string path)
    {
        reader.Describe($"{path}:Rules:<n>:Pattern", "none", "a regular expression without backreferences");
        reader.Describe($"{path}:Rules:<n>:Reply", "none", "the answer; $1 is what the first group found");
        var settings = reader.Map($"{path}:Rules");
        var rules = new List<ScriptedRule>();
        foreach (var number in settings.Keys.Select(key => key.Split(':')[0]).Distinct(StringComparer.Ordinal).OrderBy(Order))
        {
            var rule = new ScriptedRule(settings.GetValueOrDefault($"{number}:Pattern", ""), settings.GetValueOrDefault($"{number}:Reply", ""));
            if (rule.Pattern.Length == 0 || rule.Reply.Length == 0)
            {
                reader.Refuse($"{path}:Rules:{number}", "a rule has a Pattern and a Reply, and nothing else");
            }
            else if (ScriptedRule.Problem(rule.Pattern) is { } problem)
            {
                reader.Refuse($"{path}:Rules:{number}:Pattern", problem.TrimEnd('.'));
            }

            rules.Add(rule);
        }

        return rules;
    }

    private static int Order(string number) => int.TryParse(number, out var order) ? order : int.MaxValue;

    private static bool Same(string a, string b) => string.Equals(a, b, StringComparison.OrdinalIgnoreCase);
}
