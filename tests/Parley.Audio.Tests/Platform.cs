using System.Runtime.Versioning;

// ffmpeg's sandbox, and so the scripts that stand in for ffmpeg, are of Linux.
[assembly: SupportedOSPlatform("linux")]
