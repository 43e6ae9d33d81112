using System.Xml.Linq;
using Microsoft.AspNetCore.DataProtection.Repositories;
using Parley.Storage.Redis;

namespace Parley.Server.Hosting;

/// <summary>The keys that every node of a cluster has, in its Redis; the framework makes and renews them.</summary>
internal sealed class SharedKeys(RedisList keys) : IXmlRepository
{
    public IReadOnlyCollection<XElement> GetAllElements() => [.. keys.Read().Select(XElement.Parse)];

    public void StoreElement(XElement element, string friendlyName) => keys.Add(element.ToString(SaveOptions.DisableFormatting));
}
