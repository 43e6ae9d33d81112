using System.Diagnostics.Metrics;
using Parley.Engine.Sessions;
using Parley.Failures;
using Parley.Providers;

namespace Parley.Engine.Admission;

/// <summary>
/// Refuses a new session when the engine's queue says that one more speaker would keep the others waiting. Capacity is
/// never configured: 1. what finals wait and take now is measured, 2. who will speak besides is counted: those admitted so
/// recently that their speech cannot have been measured, and those who lost their connection and have a place kept,
/// 3. the wait with one more speaker is forecast, 4. once over the goal, the forecast must fall well below it again.
/// Whoever comes back to a session is not asked: reconnects come before new sessions.
/// </summary>
public sealed class AdmissionControl
{
    /// <summary>How quickly the measured share of one speaker is forgotten when nobody speaks, a second.</summary>
    private const double Forgetting = 1.0 / 60;

    private readonly Lock _gate = new();
    private readonly IEnginePressure _engine;
    private readonly AdmissionOptions _options;
    private readonly TimeProvider _time;
    private readonly Newcomers _newcomers;
    private readonly AdmissionMetrics _metrics;
    private double _speakerShare;
    private long _learnt;
    private bool _refusing;

    public AdmissionControl(IEnginePressure engine, AdmissionOptions options, TimeProvider time, IMeterFactory meters)
    {
        (_engine, _options, _time) = (engine, options, time);
        _newcomers = new Newcomers(options.Settling, time);
        _metrics = new AdmissionMetrics(engine, meters);
        _learnt = time.GetTimestamp();
    }

    /// <summary>For how long the place of a speaker who lost its connection is kept free.</summary>
    internal TimeSpan KeptPlace => _options.KeptPlace;

    /// <summary>Why no further session can be taken now; null: one can.</summary>
    /// <param name="mode">A file takes nothing from finals: it is refused only while they wait too long as it is.</param>
    /// <param name="kept">
    /// Counts the speakers who are away and have a place kept; not asked where there is no room even without them, for it
    /// looks at every session, and most are refused while thousands are coming back.
    /// </param>
    internal ParleyError? Refusal(SessionMode mode, Func<int> kept)
    {
        if (_options.FinalWait <= TimeSpan.Zero)
        {
            return null;
        }

        lock (_gate)
        {
            var measured = _engine.Measure();
            Learn(measured);
            var others = measured.Speakers + _newcomers.Expected();
            var leave = mode == SessionMode.Stream && _refusing ? _options.Relief : 1;
            if (others == 0 || !Exceeds(With(measured, others, mode), leave))
            {
                others += kept();
            }

            if (others == 0)
            {
                // Whoever speaks alone keeps nobody waiting, however slow the machine.
                _refusing = false;
                return null;
            }

            var forecast = With(measured, others, mode);
            var over = Exceeds(forecast, leave);
            if (mode == SessionMode.Stream)
            {
                _refusing = over;
                _metrics.Forecast(forecast);
            }

            return over ? Full : null;
        }
    }

    /// <summary>Whether a live session would be refused now. Asking changes nothing for who asks next.</summary>
    internal bool WouldRefuse(int kept)
    {
        if (_options.FinalWait <= TimeSpan.Zero)
        {
            return false;
        }

        lock (_gate)
        {
            var measured = _engine.Measure();
            var others = measured.Speakers + _newcomers.Expected() + kept;
            return others > 0
                && Exceeds(Forecast.For(measured, Learnt(measured), others + 1), _refusing ? _options.Relief : 1);
        }
    }

    /// <summary>A session was admitted; whether it speaks soon says what to expect of the next ones.</summary>
    internal void Admitted(Session session)
    {
        lock (_gate)
        {
            _newcomers.Add(session);
        }
    }

    private static ParleyError Full { get; } =
        new(ErrorCodes.OverCapacity, "The server follows as many speakers as it can without keeping them waiting.") { Retry = true };

    private Forecast With(EnginePressure measured, double others, SessionMode mode) =>
        Forecast.For(measured, _speakerShare, others + (mode == SessionMode.Stream ? 1 : 0));

    private bool Exceeds(Forecast forecast, double leave) =>
        forecast.FinalWait > _options.FinalWait * leave || forecast.Share > _options.MostShare * leave;

    /// <summary>A server where everybody is silent for a moment still knows what a speaker takes.</summary>
    private void Learn(EnginePressure measured)
    {
        _speakerShare = Learnt(measured);
        _learnt = _time.GetTimestamp();
    }

    private double Learnt(EnginePressure measured)
    {
        var faded = _speakerShare * Math.Exp(-_time.GetElapsedTime(_learnt).TotalSeconds * Forgetting);
        return measured.Speakers == 0 ? faded : Math.Max(faded, measured.Share / measured.Speakers);
    }
}
