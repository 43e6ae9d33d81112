using System.Text.Json.Nodes;
using Parley.Failures;

namespace Parley.Server.Api;

/// <summary>How requests are refused: with every error code there is.</summary>
internal static class ErrorSchemas
{
    public const string Problem = "Problem";
    public const string OpenAi = "OpenAiError";

    public static JsonObject All() => new()
    {
        ["ErrorCode"] = new JsonObject
        {
            ["type"] = "string",
            ["enum"] = new JsonArray([.. typeof(ErrorCodes).GetFields().Select(code => (JsonNode)(string)code.GetRawConstantValue()!)]),
        },
        [Problem] = JsonNode.Parse(
            """
            {"type":"object","required":["title","status","detail","code","message"],"properties":{
              "title":{"type":"string"},
              "status":{"type":"integer"},
              "detail":{"type":"string"},
              "code":{"$ref":"#/components/schemas/ErrorCode"},
              "message":{"type":"string"},
              "param":{"type":["string","null"],"description":"The field that was wrong"},
              "retry":{"type":"boolean","description":"Whether the same request may succeed later"},
              "retry_after_ms":{"type":["integer","null"]},
              "request_id":{"type":["string","null"],"description":"Finds the request in the server's log"}}}
            """),
        [OpenAi] = JsonNode.Parse(
            """
            {"type":"object","required":["error"],"properties":{"error":{"type":"object","properties":{
              "message":{"type":"string"},
              "type":{"enum":["invalid_request_error","server_error"]},
              "param":{"type":["string","null"]},
              "code":{"$ref":"#/components/schemas/ErrorCode"}}}}}
            """),
    };

    public static JsonObject Responses() => new()
    {
        [Problem] = Response("Refused (RFC 9457)", "application/problem+json", Problem),
        [OpenAi] = Response("Refused, in OpenAI's shape", "application/json", OpenAi),
    };

    public static JsonObject Reference(string response) => new() { ["$ref"] = $"#/components/responses/{response}" };

    private static JsonObject Response(string about, string mediaType, string schema) => new()
    {
        ["description"] = about,
        ["content"] = new JsonObject
        {
            [mediaType] = new JsonObject { ["schema"] = new JsonObject { ["$ref"] = $"#/components/schemas/{schema}" } },
        },
    };
}
