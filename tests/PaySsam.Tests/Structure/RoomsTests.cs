using PaySsam.Callbacks.Hosting;

namespace PaySsam.Tests.Structure;

public sealed class RoomsTests
{
    [Fact]
    public void No_room_of_the_library_leads_back_to_itself() => Assert.Empty(new Rooms(typeof(HttpApi).Assembly.Location).Circles());
}
