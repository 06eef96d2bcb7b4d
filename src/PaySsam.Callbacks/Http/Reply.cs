using System.Text.Json;
using PaySsam.Callbacks.Model;

namespace PaySsam.Callbacks.Http;

/// <summary>What an HTTP function answers: a status and a body of <c>application/json; charset=utf-8</c>.</summary>
public readonly record struct Reply(int Status, ReadOnlyMemory<byte> Json)
{
    /// <summary>The <c>Content-Type</c> of every reply.</summary>
    public const string ContentType = "application/json; charset=utf-8";

    /// <summary>
    /// Rows that the answer leaves out because they cannot be read; sent in the header <c>x-payssam-damaged-rows</c> unless 0.
    /// </summary>
    public int DamagedRows { get; init; }

    /// <summary>400: the continuation is not one that a page came with.</summary>
    internal static Reply InvalidContinuation { get; } = new(400, Base.Error("Invalid continuation token."));

    /// <summary>200 with a JSON object of the properties that are written.</summary>
    internal static Reply Ok(Action<Utf8JsonWriter> writeProperties) => new(200, JsonWriting.Write(writeProperties));

    /// <summary>The same, with <c>damaged_rows</c> as its last property and in the header, unless it is 0.</summary>
    internal static Reply Ok(Action<Utf8JsonWriter> writeProperties, int damagedRows) =>
        Ok(json =>
        {
            writeProperties(json);
            if (damagedRows > 0)
                json.WriteNumber("damaged_rows", damagedRows);
        }) with
        {
            DamagedRows = damagedRows,
        };
}
