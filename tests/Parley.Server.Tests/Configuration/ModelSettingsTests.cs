using Parley.Server.Support;

namespace Parley.Server.Configuration;

public sealed class ModelSettingsTests
{
    private static readonly (string Key, string? Value)[] Whisper =
        [("Recognizers:whisper:BaseUrl", "http://gpu:8000/v1"), ("Recognizers:whisper:Model", "openai/whisper-large-v3")];

    [Fact]
    public void Another_installed_model_is_chosen_by_its_name_in_any_case() =>
        Assert.Equal(["moonshine-tiny"], Settings.Valid(("Models:Default", "Moonshine-Tiny")).Models.Served.Select(model => model.Name));

    [Fact]
    public void Further_models_are_loaded_beside_the_default() =>
        Assert.Equal(
            ["moonshine-base", "moonshine-tiny"],
            Settings.Valid(("Models:Serve", "moonshine-tiny,moonshine-base")).Models.Served.Select(model => model.Name));

    [Fact]
    public void A_model_of_ones_own_needs_its_kind_and_files()
    {
        var model = Settings.Valid(
            ("Models:Default", "mine"),
            ("Models:Catalog:mine:Kind", "whisper"),
            ("Models:Catalog:mine:Files:encoder", "/opt/whisper/encoder.onnx"),
            ("Models:Catalog:mine:Files:decoder", "models/whisper/decoder.onnx"),
            ("Models:Catalog:mine:Languages", "en,zh"),
            ("Models:Catalog:mine:Threads", "2")).Models.Served[0];

        Assert.Equal("whisper", model.Kind);
        Assert.Equal("/opt/whisper/encoder.onnx", model.Files["encoder"]);
        Assert.Equal("/nowhere/models/whisper/decoder.onnx", model.Files["decoder"]);
        Assert.Equal(["en", "zh"], model.Languages);
        Assert.Equal(2, model.Threads);
    }

    [Fact]
    public void An_installed_model_is_adjusted_field_by_field()
    {
        var model = Settings.Valid(("Models:Catalog:moonshine-base:MarginBefore", "0.3")).Models.Served[0];

        Assert.Equal(0.3, model.MarginBefore);
        Assert.Equal("moonshine", model.Kind);
        Assert.Equal(3, model.Files.Count);
    }

    [Fact]
    public void A_mistake_in_a_model_that_is_not_served_is_reported_too()
    {
        var (_, problems) = Settings.Read(("Models:Catalog:other:Threads", "0"));

        Assert.Equal(
            ["Models:Catalog:other:Kind: a model needs its kind.", "Models:Catalog:other:Threads = '0': a whole number from 1 to 64 is needed."],
            problems);
    }

    [Fact]
    public void The_default_may_be_one_over_the_network_and_then_no_model_is_loaded_that_nobody_named()
    {
        var models = Settings.Valid([("Models:Default", "Whisper"), .. Whisper]).Models;
        Assert.Equal("Whisper", models.Default);
        Assert.Empty(models.Served);

        models = Settings.Valid([("Models:Default", "whisper"), ("Models:Serve", "moonshine-tiny"), .. Whisper]).Models;
        Assert.Equal(["moonshine-tiny"], models.Served.Select(model => model.Name));
    }

    [Fact]
    public void One_over_the_network_needs_no_loading_and_a_name_of_its_own()
    {
        Assert.Equal(
            ["Models:Serve = 'whisper': there is no model 'whisper'; there is moonshine-base, moonshine-tiny."],
            Settings.Read([("Models:Serve", "whisper"), .. Whisper]).Problems);
        Assert.Equal(
            ["Recognizers:moonshine-tiny: a model on this machine has this name."],
            Settings.Read(("Recognizers:moonshine-tiny:BaseUrl", "http://gpu:8000/v1"), ("Recognizers:moonshine-tiny:Model", "any")).Problems);
    }

    [Fact]
    public void A_model_that_is_not_there_is_refused_with_those_that_are()
    {
        var (_, problems) = Settings.Read(("Models:Default", "moonshine-bas"));

        Assert.Equal(
            ["Models:Default = 'moonshine-bas': there is no model 'moonshine-bas'; there is moonshine-base, moonshine-tiny (did you mean moonshine-base?)."],
            problems);
    }
}
