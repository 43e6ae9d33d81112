namespace Parley.Server.Commands.Doctor;

/// <summary>What one check found.</summary>
/// <param name="Mend">The exact command that mends it; null when all is well.</param>
internal sealed record Finding(bool Well, string What, string? Mend = null)
{
    public static Finding Fine(string what) => new(true, what);

    public static Finding Amiss(string what, string mend) => new(false, what, mend);

    public override string ToString() => Well ? $"✓ {What}" : $"✗ {What}. Mend it: {Mend}";
}
