using Google.Protobuf.Reflection;

namespace Parley.Protocols.Grpc.Reflection;

/// <summary>Every file behind some files, by what stands in it.</summary>
internal sealed class DescriptorIndex
{
    private readonly Dictionary<string, FileDescriptor> _files = new(StringComparer.Ordinal);
    private readonly Dictionary<string, FileDescriptor> _symbols = new(StringComparer.Ordinal);
    private readonly Dictionary<(string Type, int Number), FileDescriptor> _extensions = [];

    public DescriptorIndex(IEnumerable<FileDescriptor> files)
    {
        foreach (var file in files.SelectMany(WithDependencies))
        {
            if (_files.TryAdd(file.Name, file))
            {
                Add(file);
            }
        }
    }

    public FileDescriptor? File(string name) => _files.GetValueOrDefault(name);

    /// <param name="name">The full name of a message, enum, service, method, field, enum value or extension.</param>
    public FileDescriptor? Symbol(string name) => _symbols.GetValueOrDefault(name);

    public FileDescriptor? Extension(string type, int number) => _extensions.GetValueOrDefault((type, number));

    /// <summary>Whether it is a type at all.</summary>
    public bool Knows(string type) => _symbols.ContainsKey(type);

    public IEnumerable<int> Extensions(string type) =>
        _extensions.Keys.Where(key => key.Type.Equals(type, StringComparison.Ordinal)).Select(key => key.Number).Order();

    /// <summary>A file and every file that it needs, itself first, each once.</summary>
    public static IReadOnlyList<FileDescriptor> WithDependencies(FileDescriptor file)
    {
        var all = new List<FileDescriptor>();
        Collect(file, all);
        return all;
    }

    private static void Collect(FileDescriptor file, List<FileDescriptor> all)
    {
        if (all.Contains(file))
        {
            return;
        }

        all.Add(file);
        foreach (var needed in file.Dependencies)
        {
            Collect(needed, all);
        }
    }

    private void Add(FileDescriptor file)
    {
        Add(file.MessageTypes);
        Add(file.EnumTypes);
        foreach (var service in file.Services)
        {
            _symbols[service.FullName] = file;
            foreach (var method in service.Methods)
            {
                _symbols[method.FullName] = file;
            }
        }

        foreach (var extension in file.Extensions.UnorderedExtensions)
        {
            _symbols[extension.FullName] = file;
            _extensions[(extension.ExtendeeType.FullName, extension.FieldNumber)] = file;
        }
    }

    private void Add(IEnumerable<MessageDescriptor> messages)
    {
        foreach (var message in messages)
        {
            _symbols[message.FullName] = message.File;
            foreach (var field in message.Fields.InDeclarationOrder())
            {
                _symbols[field.FullName] = message.File;
            }

            Add(message.NestedTypes);
            Add(message.EnumTypes);
        }
    }

    private void Add(IEnumerable<EnumDescriptor> enums)
    {
        foreach (var type in enums)
        {
            _symbols[type.FullName] = type.File;
            foreach (var value in type.Values)
            {
                _symbols[value.FullName] = type.File;
            }
        }
    }
}
