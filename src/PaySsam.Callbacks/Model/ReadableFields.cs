namespace PaySsam.Callbacks.Model;

/// <summary>What can be read of a callback that is not valid: as the parser reads it, without the fields that are wrong.</summary>
internal static class ReadableFields
{
    /// <returns>By <see cref="CallbackField"/>; null where a field is missing, or has no one text.</returns>
    public static string?[] Of(ReadOnlySpan<byte> json) => Read(json).Values;

    /// <summary>The same, with the unknown fields, and with those that are wrong.</summary>
    public static (string?[] Values, List<UnknownField> Unknown, HashSet<CallbackField> Wrong) Read(ReadOnlySpan<byte> json)
    {
        var wrong = new HashSet<CallbackField>();
        for (; ; )
        {
            var values = new string?[CallbackFields.All.Length];
            var unknown = new List<UnknownField>();
            if (CallbackParser.ReadFields(CallbackCopy.Without(json, wrong), values, unknown) is not { } problem)
                return (values, unknown, wrong);
            wrong.Add(problem.Field);
        }
    }
}
