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

    [Fact]
    public void Of_many_who_come_at_once_no_more_are_inside_than_there_are_places_for()
    {
        var (inside, crowded, entered) = (0, 0, 0);
        Parallel.For(0, 20_000, new ParallelOptions { MaxDegreeOfParallelism = 8 }, _ =>
        {
            using var place = _places.Take().Value;
            if (place is null)
            {
                return;
            }

            if (Interlocked.Increment(ref inside) > 2)
            {
                Interlocked.Increment(ref crowded);
            }

            Interlocked.Increment(ref entered);
            Interlocked.Decrement(ref inside);
        });

        Assert.Equal(0, crowded);
        Assert.True(entered >= 2);
        Assert.Equal([true, true, false], Enumerable.Range(0, 3).Select(_ => _places.Take().Succeeded));
    }
}
