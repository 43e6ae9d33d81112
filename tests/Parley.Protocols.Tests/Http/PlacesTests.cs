using Parley.Failures;
using Parley.Protocols.Http;

namespace Parley.Protocols.Tests.Http;

public sealed class PlacesTests
{
    private readonly Places _places = new(2, "There are two chairs.", TimeSpan.FromMilliseconds(1_500));

    [Fact]
    public void One_more_than_there_are_places_for_is_told_when_to_come_back()
    {
        Assert.True(_places.Take().Succeeded);
        Assert.True(_places.Take().Succeeded);

        var error = _places.Take().Error!;

        Assert.Equal((ErrorCodes.TooManySessions, "There are two chairs.", true, 1_500), (error.Code, error.Message, error.Retry, error.RetryAfterMs));
    }

    [Fact]
    public void A_place_is_free_again_once_however_often_it_is_left()
    {
        var first = _places.Take().ValueOrThrow();
        _places.Take();
        first.Dispose();
        first.Dispose();

        Assert.True(_places.Take().Succeeded);
        Assert.False(_places.Take().Succeeded);
    }

    [Fact]
    public void Who_was_refused_holds_no_place()
    {
        var first = _places.Take().ValueOrThrow();
        _places.Take();
        _ = Enumerable.Range(0, 5).Select(_ => _places.Take()).ToList();
        first.Dispose();

        Assert.True(_places.Take().Succeeded);
    }
}
