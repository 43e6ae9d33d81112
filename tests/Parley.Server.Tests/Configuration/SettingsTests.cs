using Parley.Server.Support;

namespace Parley.Server.Configuration;

public sealed class SettingsTests
{
    [Fact]
    public void Without_any_setting_the_defaults_hold()
    {
        var options = Settings.Valid();

        Assert.Equal("127.0.0.1", options.Listen.Host);
        Assert.Equal(ParleyOptionsReader.DefaultPort, options.Listen.Port);
        Assert.Equal(["moonshine-base"], options.Models.Served.Select(model => model.Name));
        Assert.Equal("/nowhere/models/moonshine-base/tokens.txt", options.Models.Served[0].Files["tokens"]);
        Assert.Equal(new Engine.Sessions.SessionLimits(), options.Limits.Sessions);
    }

    [Fact]
    public void Every_problem_is_reported_at_once_with_key_value_and_limit()
    {
        var (_, problems) = Settings.Read(
            ("Listen:Port", "http"),
            ("Limits:MaxSessions", "0"),
            ("Logging:Level", "7"),
            ("Web:Origins", "example.org"),
            ("Listen:Host", "my server"));

        Assert.Equal(
            [
                "Limits:MaxSessions = '0': a whole number from 1 to 100000 is needed.",
                "Listen:Host = 'my server': an IP address of this machine, localhost, or * for every address is needed.",
                "Listen:Port = 'http': a whole number from 0 to 65535 is needed.",
                "Logging:Level = '7': it is one of Trace, Debug, Information, Warning, Error, Critical, None.",
                "Web:Origins = 'example.org': 'example.org' is not an origin: scheme, host and perhaps port, nothing after them.",
            ],
            problems.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Socket_IO_can_be_limited_and_turned_off()
    {
        var options = Settings.Valid(("SocketIo:Enabled", "false"), ("SocketIo:PingIntervalMs", "5000"), ("SocketIo:RecoveryWindowMs", "0"));

        Assert.False(options.SocketIo.Enabled);
        Assert.Equal(TimeSpan.FromSeconds(5), options.SocketIo.Engine.PingInterval);
        Assert.False(options.SocketIo.Sockets.Recovers);
        Assert.Equal(
            [
                "SocketIo:Enabled = 'perhaps': it is true or false.",
                "SocketIo:MaxPayloadBytes = '1': a whole number from 1024 to 67108864 is needed.",
            ],
            Settings.Read(("SocketIo:Enabled", "perhaps"), ("SocketIo:MaxPayloadBytes", "1")).Problems.Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("7400", "next", 7401)]
    [InlineData("0", "next", 0)]
    [InlineData("65535", "off", null)]
    [InlineData("7400", "7300", 7300)]
    [InlineData("0", "0", 0)]
    public void gRPC_has_the_next_port_or_its_own_or_none(string port, string grpc, int? listens) =>
        Assert.Equal(listens, Settings.Valid(("Listen:Port", port), ("Listen:Grpc", grpc), ("Listen:Https", "off")).Listen.Grpc);

    [Theory]
    [InlineData("7400", "7400", "gRPC without TLS needs a port of its own, and Listen:Port is the same.")]
    [InlineData("7400", "65536", "0 to 65535, next (the one after Listen:Port; a free one when that is 0), or off is needed.")]
    [InlineData("7400", "on", "0 to 65535, next (the one after Listen:Port; a free one when that is 0), or off is needed.")]
    [InlineData("65535", "next", "there is no port after 65535; name one, or off.")]
    public void A_port_that_gRPC_cannot_have_is_refused(string port, string grpc, string because) =>
        Assert.Equal($"Listen:Grpc = '{grpc}': {because}", Assert.Single(Settings.Read(("Listen:Port", port), ("Listen:Grpc", grpc), ("Listen:Https", "off")).Problems));

    [Theory]
    [InlineData("7400", "next", "next", 7402)]
    [InlineData("7400", "7402", "next", 7403)]
    [InlineData("7400", "off", "7400", 7400, "Listen:Https = '7400': TLS needs a port of its own, and Listen:Port is the same.")]
    [InlineData("7400", "7401", "7401", 7401, "Listen:Https = '7401': TLS needs a port of its own, and Listen:Grpc is the same.")]
    [InlineData("65534", "next", "next", null, "Listen:Https: there is no port after 65535; name one, or off.")]
    [InlineData("7400", "next", "off", null)]
    [InlineData("0", "next", "next", 0)]
    public void TLS_has_a_port_after_the_others_or_its_own_or_none(string port, string grpc, string https, int? listens, params string[] problems)
    {
        var (options, found) = Settings.Read(("Listen:Port", port), ("Listen:Grpc", grpc), ("Listen:Https", https is "next" ? null : https));

        Assert.Equal(listens, options.Listen.Https);
        Assert.Equal(problems, found);
    }

    [Theory]
    [InlineData("Listen:Tls:Key", "Listen:Tls:Certificate: it is needed where Listen:Tls:Key or Listen:Tls:PasswordFile is set.")]
    [InlineData("Listen:Tls:Certificate", "Listen:Tls:Certificate = 'missing.pem': there is no such file.")]
    public void A_certificate_that_cannot_be_shown_is_refused_before_anything_listens(string key, string problem) =>
        Assert.Equal([problem], Settings.Read((key, "missing.pem")).Problems);

    [Theory]
    [InlineData("Limits:MaxSesions", "Limits:MaxSessions")]
    [InlineData("Listn:Port", "Listen:Port")]
    [InlineData("Models:Defualt", "Models:Default")]
    public void A_misspelt_key_is_refused_with_the_closest_one_there_is(string written, string meant)
    {
        var (_, problems) = Settings.Read((written, "1"));

        Assert.Equal([$"{written}: there is no such setting; did you mean {meant}?"], problems);
    }

    [Fact]
    public void A_key_that_resembles_nothing_is_refused_without_a_guess()
    {
        var (_, problems) = Settings.Read(("Fnord", "1"));

        Assert.Equal(["Fnord: there is no such setting."], problems);
    }

    [Fact]
    public void A_list_is_written_with_commas_or_numbered()
    {
        Assert.Equal(["a.example", "b.example"], Settings.Valid(("Listen:AllowedHosts", "a.example, b.example")).Listen.AllowedHosts);
        Assert.Equal(
            ["a.example", "b.example"],
            Settings.Valid(("Listen:AllowedHosts:0", "a.example"), ("Listen:AllowedHosts:1", "b.example")).Listen.AllowedHosts);
    }

    [Fact]
    public void An_empty_setting_is_one_that_is_not_set() =>
        Assert.Equal(ParleyOptionsReader.DefaultPort, Settings.Valid(("Listen:Port", " ")).Listen.Port);

    [Theory]
    [InlineData("Endpointing:SilenceMs", "99")]
    [InlineData("Endpointing:SilenceMs", "5001")]
    [InlineData("Limits:MaxAudioHours", "NaN")]
    [InlineData("Limits:MaxAudioHours", "1,5")]
    [InlineData("Limits:MaxUploadBytes", "99999999999999999999")]
    [InlineData("Limits:LingerMs", "5001")]
    public void A_number_outside_its_limits_is_refused(string key, string value)
    {
        var (_, problems) = Settings.Read((key, value));

        Assert.StartsWith($"{key} = '{value}': ", Assert.Single(problems), StringComparison.Ordinal);
    }
}
