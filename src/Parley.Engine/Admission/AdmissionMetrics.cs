using System.Diagnostics.Metrics;
using Parley.Engine.Telemetry;
using Parley.Providers;

namespace Parley.Engine.Admission;

/// <summary>What admission is decided from. <c>docs/operations.md</c> lists the names.</summary>
internal sealed class AdmissionMetrics
{
    private double _forecastWait;

    public AdmissionMetrics(IEnginePressure engine, IMeterFactory meters)
    {
        var meter = meters.Create(EngineMetrics.MeterName);
        _ = meter.CreateObservableGauge(
            "parley.pressure.speakers", () => engine.Measure().Speakers, "{session}", "Live sessions whose speech was decoded in the last seconds.");
        _ = meter.CreateObservableGauge(
            "parley.pressure.share", () => engine.Measure().Share, null, "Share of the engine that finals took in the last seconds, 0 to 1.");
        _ = meter.CreateObservableGauge(
            "parley.pressure.final_wait", () => engine.Measure().FinalWait.TotalSeconds, "s", "What 95 of 100 finals waited at most for the engine.");
        _ = meter.CreateObservableGauge(
            "parley.pressure.forecast_wait", () => Volatile.Read(ref _forecastWait), "s", "The same with one more speaker, when last asked.");
    }

    /// <summary>A wait without end is shown as an hour.</summary>
    public void Forecast(Forecast forecast) =>
        Volatile.Write(ref _forecastWait, Math.Min(forecast.FinalWait.TotalSeconds, 3_600));
}
