namespace Parley.Server.Evaluation;

/// <summary>What separates hypotheses from their references, in units (words or characters).</summary>
/// <param name="Reference">Units in the references.</param>
/// <param name="Substitutions">Units heard as another.</param>
/// <param name="Deletions">Units not heard.</param>
/// <param name="Insertions">Units that nobody said.</param>
/// <param name="Joined">Places where words were joined or split differently, which is no error.</param>
public readonly record struct ErrorCounts(int Reference, int Substitutions, int Deletions, int Insertions, int Joined)
{
    public int Errors => Substitutions + Deletions + Insertions;

    /// <summary>Errors per unit of reference: 0 is perfect, and insertions can bring it above 1. Null without a reference.</summary>
    public double? Rate => Reference == 0 ? null : (double)Errors / Reference;

    public static ErrorCounts operator +(ErrorCounts left, ErrorCounts right) => Add(left, right);

    public static ErrorCounts Add(ErrorCounts left, ErrorCounts right) => new(
        left.Reference + right.Reference,
        left.Substitutions + right.Substitutions,
        left.Deletions + right.Deletions,
        left.Insertions + right.Insertions,
        left.Joined + right.Joined);
}
