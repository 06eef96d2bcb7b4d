namespace PaySsam.Tests.Support;

/// <summary>The ways to run the product.</summary>
public enum Product
{
    /// <summary>LocalHost.</summary>
    LocalHost,

    /// <summary>The app as it is published, in the real Functions worker, under the test host.</summary>
    Functions,
}
