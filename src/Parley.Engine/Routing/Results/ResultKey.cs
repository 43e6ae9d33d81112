using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using Parley.Providers;

namespace Parley.Engine.Routing.Results;

/// <summary>
/// Everything that an answer depends on. The samples stand in it as their SHA-256: nothing else tells two recordings
/// apart, so it must not be possible to make two that are confused, and hashing a second of audio takes less than a
/// thousandth of what recognising it does. A draft and the urgency change when an answer comes, not what it is.
/// </summary>
/// <param name="Tenant">Whose audio it is: nobody is answered from what another tenant said.</param>
internal readonly record struct ResultKey(string Tenant, string Model, string Language, UInt128 FirstHalf, UInt128 SecondHalf)
{
    /// <summary>All audio is of one tenant as long as there are no accounts.</summary>
    private const string OnlyTenant = "";

    public static ResultKey Of(RecognitionRequest request, string model)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(MemoryMarshal.AsBytes(request.Samples.Span), hash);
        return new ResultKey(
            OnlyTenant,
            model,
            request.Language,
            BinaryPrimitives.ReadUInt128LittleEndian(hash),
            BinaryPrimitives.ReadUInt128LittleEndian(hash[16..]));
    }
}
