namespace Parley.Server.Commands;

/// <summary>What the process says when it ends; the numbers are those of sysexits.h.</summary>
internal static class ExitCodes
{
    public const int Success = 0;

    /// <summary>Something failed that was tried.</summary>
    public const int Failure = 1;

    /// <summary>The network address is taken, or a service is not there.</summary>
    public const int Unavailable = 69;

    /// <summary>The operating system forbids it.</summary>
    public const int NoPermission = 77;

    /// <summary>A setting is wrong.</summary>
    public const int Configuration = 78;
}
