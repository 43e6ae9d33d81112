namespace Parley.Server.Configuration;

public sealed class ParleyHomeTests : IDisposable
{
    private readonly DirectoryInfo _checkout = Directory.CreateTempSubdirectory("parley-home-");

    [Fact]
    public void The_environment_names_it() => Assert.Equal("/srv/parley", ParleyHome.Find("/srv/parley", "/anywhere"));

    [Fact]
    public void Else_it_is_the_nearest_one_above_the_program()
    {
        var home = _checkout.CreateSubdirectory(".parley").FullName;
        var program = _checkout.CreateSubdirectory("src/app/bin").FullName;

        Assert.Equal(home, ParleyHome.Find(null, program));
    }

    [Fact]
    public void The_published_program_lies_inside_it()
    {
        var program = _checkout.CreateSubdirectory(".parley/app").FullName;

        Assert.Equal(Path.Combine(_checkout.FullName, ".parley"), ParleyHome.Find(" ", program));
    }

    public void Dispose() => _checkout.Delete(recursive: true);
}
