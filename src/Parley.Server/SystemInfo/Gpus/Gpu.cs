using System.ComponentModel;

namespace Parley.Server.SystemInfo.Gpus;

/// <summary>A graphics processor of this machine.</summary>
internal sealed record Gpu
{
    [Description("Where it sits on the PCI bus")]
    public required string Address { get; init; }

    [Description("Its maker's name for it, or vendor and device number")]
    public required string Name { get; init; }

    public string? Driver { get; init; }

    [Description("Null where the driver does not say")]
    public long? VramBytes { get; init; }

    public long? VramUsedBytes { get; init; }
}
