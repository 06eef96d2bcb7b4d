namespace PaySsam.Simulator.Wording;

/// <summary>The same in Korean and in English; as a string, in the chosen <see cref="Language"/>.</summary>
internal sealed record Phrase(string Ko, string En)
{
    public static implicit operator string(Phrase text) => text.ToString();

    public override string ToString() => Language.IsKorean ? Ko : En;
}
