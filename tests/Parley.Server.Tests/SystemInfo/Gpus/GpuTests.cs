using Parley.Testing;

namespace Parley.Server.SystemInfo.Gpus;

public sealed class GpuTests : IDisposable
{
    private const string Answer = "echo '00000000:01:00.0, 8192, 1024'";

    private readonly DirectoryInfo _root = Directory.CreateTempSubdirectory("parley-gpus-");

    public void Dispose() => _root.Delete(recursive: true);

    [Fact]
    public void A_machine_without_any_shows_none()
    {
        Assert.Empty(new GpuTree(_root.FullName).Read());
        Assert.False(new GpuTree(_root.FullName).HasNvidia);
    }

    [Fact]
    public void A_card_says_its_memory_where_its_driver_does()
    {
        Card("card0", "0000:03:00.0", "amdgpu", ("product_name", "Radeon PRO W6800\n"), ("mem_info_vram_total", "34342961152\n"), ("mem_info_vram_used", "18874368\n"));
        Card("card1", "0000:00:02.0", "i915", ("vendor", "0x8086\n"), ("device", "0x3e92\n"));
        Write("sys/class/drm/card0-DP-1/status", "connected\n");

        Assert.Equal(
            [
                new Gpu { Address = "0000:00:02.0", Name = "0x8086:0x3e92", Driver = "i915" },
                new Gpu { Address = "0000:03:00.0", Name = "Radeon PRO W6800", Driver = "amdgpu", VramBytes = 34_342_961_152, VramUsedBytes = 18_874_368 },
            ],
            new GpuTree(_root.FullName).Read());
    }

    [Fact]
    public void What_is_broken_or_much_too_long_in_the_tree_is_left_out()
    {
        Card("card0", "0000:03:00.0", "amdgpu", ("mem_info_vram_total", new string('9', 100_000)), ("mem_info_vram_used", "much\n"));
        Write("sys/class/drm/card1/device/uevent", "no fields at all");

        var gpu = Assert.Single(new GpuTree(_root.FullName).Read());

        Assert.Equal(("unknown:unknown", null, null), (gpu.Name, gpu.VramBytes, gpu.VramUsedBytes));
    }

    [Fact]
    public async Task NVIDIAs_own_tool_adds_the_memory()
    {
        Nvidia();
        Card("card0", "0000:01:00.0", "nvidia", ("vendor", "0x10de\n"));
        using var reader = Reader(Answer);

        var gpu = Assert.Single(await reader.ReadAsync(TestContext.Current.CancellationToken));

        Assert.Equal(new Gpu { Address = "0000:01:00.0", Name = "NVIDIA L4", Driver = "nvidia", VramBytes = 8L << 30, VramUsedBytes = 1L << 30 }, gpu);
    }

    [Theory]
    [InlineData("exec sleep 600", 200)]
    [InlineData("exec yes '00000000:01:00.0, 8192, 1024'", 30_000)]
    [InlineData("echo 'NVIDIA-SMI has failed'; exit 9", 30_000)]
    [InlineData(null, 30_000)]
    public async Task A_tool_that_hangs_floods_fails_or_is_not_there_leaves_the_memory_out(string? script, int patienceMs)
    {
        Nvidia();
        using var reader = Reader(script, patienceMs);

        var gpu = Assert.Single(await reader.ReadAsync(TestContext.Current.CancellationToken));

        Assert.Equal(("NVIDIA L4", null), (gpu.Name, gpu.VramBytes));
    }

    [Fact]
    public async Task Whoever_asks_often_does_not_start_the_tool_as_often()
    {
        Nvidia();
        var time = new VirtualTime();
        var count = Path.Combine(_root.FullName, "count");
        using var reader = Reader($"echo run >> '{count}'", time: time);

        for (var i = 0; i < 5; i++)
        {
            await reader.ReadAsync(TestContext.Current.CancellationToken);
        }

        Assert.Single(await File.ReadAllLinesAsync(count, TestContext.Current.CancellationToken));
        time.Advance(TimeSpan.FromSeconds(5));
        await reader.ReadAsync(TestContext.Current.CancellationToken);
        Assert.Equal(2, (await File.ReadAllLinesAsync(count, TestContext.Current.CancellationToken)).Length);
    }

    /// <param name="script">What stands in for the tool; null: there is none.</param>
    private GpuReader Reader(string? script, int patienceMs = 30_000, TimeProvider? time = null)
    {
        string[] tool = script is null ? [Path.Combine(_root.FullName, "none")] : ["/bin/sh", "-c", script];
        return new GpuReader(new GpuTree(_root.FullName), new NvidiaTool(tool, TimeSpan.FromMilliseconds(patienceMs)), time ?? TimeProvider.System);
    }

    private void Nvidia() => Write("proc/driver/nvidia/gpus/0000:01:00.0/information", "Model: \t\t NVIDIA L4\nIRQ:   \t\t 42\n");

    private void Card(string name, string address, string driver, params (string File, string Text)[] files)
    {
        Write($"sys/class/drm/{name}/device/uevent", $"DRIVER={driver}\nPCI_SLOT_NAME={address}\n");
        foreach (var (file, text) in files)
        {
            Write($"sys/class/drm/{name}/device/{file}", text);
        }
    }

    private void Write(string path, string text)
    {
        var file = new FileInfo(Path.Combine(_root.FullName, path));
        file.Directory!.Create();
        File.WriteAllText(file.FullName, text);
    }
}
