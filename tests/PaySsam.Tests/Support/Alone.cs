namespace PaySsam.Tests.Support;

/// <summary>The tests that need the machine for themselves, because they measure it or because time decides.</summary>
[CollectionDefinition(nameof(Alone), DisableParallelization = true)]
public class Alone;
