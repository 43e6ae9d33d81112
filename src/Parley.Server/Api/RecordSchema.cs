using System.ComponentModel;
using System.Reflection;
using System.Text.Json.Nodes;
using System.Text.Json.Schema;
using System.Text.Json.Serialization.Metadata;
using Parley.Protocols.Http.Api;

namespace Parley.Server.Api;

/// <summary>The schema of an answer that is written from a record, as the serialiser itself sees it.</summary>
internal static class RecordSchema
{
    private static readonly JsonSchemaExporterOptions Exported = new()
    {
        TreatNullObliviousAsNonNullable = true,
        TransformSchemaNode = Describe,
    };

    public static ApiSchema Of(JsonTypeInfo type)
    {
        var schema = type.GetJsonSchemaAsNode(Exported);
        Anchor(schema, $"#/components/schemas/{type.Type.Name}");
        return new ApiSchema(schema.ToJsonString(), type.Type.Name);
    }

    private static JsonNode Describe(JsonSchemaExporterContext context, JsonNode schema)
    {
        var about = context.PropertyInfo?.AttributeProvider?
            .GetCustomAttributes(typeof(DescriptionAttribute), inherit: false).OfType<DescriptionAttribute>().FirstOrDefault()
            ?? (context.PropertyInfo?.AssociatedParameter?.AttributeProvider as ICustomAttributeProvider)?
                .GetCustomAttributes(typeof(DescriptionAttribute), inherit: false).OfType<DescriptionAttribute>().FirstOrDefault();
        if (about is not null && schema is JsonObject fields)
        {
            fields["description"] = about.Description;
        }

        return schema;
    }

    /// <summary>A type that comes twice is referred to from the root of its schema, which is no root in the document.</summary>
    private static void Anchor(JsonNode? node, string root)
    {
        switch (node)
        {
            case JsonObject fields:
                if (fields["$ref"]?.GetValue<string>() is ['#', .. var rest])
                {
                    fields["$ref"] = root + rest;
                }

                foreach (var field in fields)
                {
                    Anchor(field.Value, root);
                }

                break;
            case JsonArray items:
                foreach (var item in items)
                {
                    Anchor(item, root);
                }

                break;
        }
    }
}
