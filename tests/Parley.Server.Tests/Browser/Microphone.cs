namespace Parley.Server.Browser;

/// <summary>What Chromium is told about its microphone.</summary>
internal static class Microphone
{
    private const string Device = "--use-fake-device-for-media-stream";
    private const string Allowed = "--use-fake-ui-for-media-stream";

    /// <summary>A microphone that beeps once a second, and a user who allows it.</summary>
    public static string[] Beeping => [Device, Allowed];

    /// <summary>A user who allows the microphone, and no microphone.</summary>
    public static string[] Absent => [Allowed];

    /// <summary>A microphone, and a user who says no.</summary>
    public static string[] Denied => [Device, "--deny-permission-prompts"];

    /// <summary>A microphone that hears a WAV file once, then nothing.</summary>
    public static string[] Hearing(string wav) => [Device, Allowed, $"--use-file-for-fake-audio-capture={wav}%noloop"];
}
