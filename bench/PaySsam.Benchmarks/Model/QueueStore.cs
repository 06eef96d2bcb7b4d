using System.Collections.Concurrent;
using System.Globalization;
using System.Text;

namespace PaySsam.Benchmarks.Model;

/// <summary>Queues in memory. Messages never expire.</summary>
internal sealed class QueueStore(Limits limits)
{
    private readonly ConcurrentDictionary<string, MessageQueue> _queues = [];

    public ModelAnswer Answer(HttpRequest request, string name, string? path, string body)
    {
        if (path is null or "")
            return OfQueue(request, name);
        if (!_queues.TryGetValue(name, out var queue))
            return ModelAnswer.Error(404, "QueueNotFound");
        var hidden = TimeSpan.FromSeconds(int.Parse(request.Query["visibilitytimeout"].FirstOrDefault("0")!, CultureInfo.InvariantCulture));
        var id = path.Split('/').ElementAtOrDefault(1);
        switch (request.Method)
        {
            case "POST":
                return limits.OfQueue(name, 1)
                    ? new(
                        201,
                        List([queue.Add(Between(body, "<MessageText>", "</MessageText>"), hidden)], withText: false),
                        "application/xml"
                    )
                    : ModelAnswer.Busy;
            case "GET":
                var most = int.Parse(request.Query["numofmessages"].FirstOrDefault("1")!, CultureInfo.InvariantCulture);
                var messages = queue.Take(most, hidden);
                return limits.OfQueue(name, Math.Max(1, messages.Count))
                    ? new(200, List(messages, withText: true), "application/xml")
                    : Back(queue, messages);
            case "DELETE":
                return !limits.OfQueue(name, 1) ? ModelAnswer.Busy
                    : queue.Remove(id!, request.Query["popreceipt"]!) ? new(204)
                    : ModelAnswer.Error(404, "MessageNotFound");
            default:
                return !limits.OfQueue(name, 1) ? ModelAnswer.Busy
                    : queue.Hide(id!, request.Query["popreceipt"]!, hidden) is { } message
                        ? new(204)
                        {
                            Headers =
                            [
                                ("x-ms-popreceipt", message.Receipt),
                                ("x-ms-time-next-visible", message.VisibleAt.ToString("R", CultureInfo.InvariantCulture)),
                            ],
                        }
                    : ModelAnswer.Error(404, "MessageNotFound");
        }
    }

    private ModelAnswer OfQueue(HttpRequest request, string name)
    {
        if (request.Method == "PUT")
            return new(_queues.TryAdd(name, new MessageQueue()) ? 201 : 204);
        return _queues.TryGetValue(name, out var queue)
            ? new(200) { Headers = [("x-ms-approximate-messages-count", queue.Count.ToString(CultureInfo.InvariantCulture))] }
            : ModelAnswer.Error(404, "QueueNotFound");
    }

    private static ModelAnswer Back(MessageQueue queue, List<Message> messages)
    {
        messages.ForEach(queue.Return);
        return ModelAnswer.Busy;
    }

    private static string Between(string text, string start, string end)
    {
        var from = text.IndexOf(start, StringComparison.Ordinal) + start.Length;
        return text[from..text.IndexOf(end, from, StringComparison.Ordinal)];
    }

    private static string List(IEnumerable<Message> messages, bool withText)
    {
        var xml = new StringBuilder("<?xml version=\"1.0\" encoding=\"utf-8\"?><QueueMessagesList>");
        foreach (var message in messages)
        {
            xml.Append(
                CultureInfo.InvariantCulture,
                $"<QueueMessage><MessageId>{message.Id}</MessageId>"
                    + $"<InsertionTime>{message.InsertedAt:R}</InsertionTime><ExpirationTime>Fri, 31 Dec 9999 23:59:59 GMT</ExpirationTime>"
                    + $"<PopReceipt>{message.Receipt}</PopReceipt><TimeNextVisible>{message.VisibleAt:R}</TimeNextVisible>"
            );
            if (withText)
                xml.Append(CultureInfo.InvariantCulture, $"<DequeueCount>{message.Tries}</DequeueCount><MessageText>")
                    .Append(message.Text)
                    .Append("</MessageText>");
            xml.Append("</QueueMessage>");
        }

        return xml.Append("</QueueMessagesList>").ToString();
    }

    /// <param name="Text">As it came, so still escaped.</param>
    private sealed record Message(string Id, string Receipt, DateTimeOffset InsertedAt, DateTimeOffset VisibleAt, int Tries, string Text);

    private sealed class MessageQueue
    {
        private readonly Lock _turn = new();
        private readonly Dictionary<string, Message> _messages = [];
        private readonly PriorityQueue<(string Id, string Receipt), DateTimeOffset> _visible = new();
        private long _last;

        public int Count
        {
            get
            {
                lock (_turn)
                    return _messages.Count;
            }
        }

        public Message Add(string text, TimeSpan hidden)
        {
            lock (_turn)
            {
                var now = DateTimeOffset.UtcNow;
                return Put(new Message($"{++_last}", $"{++_last}", now, now + hidden, 0, text));
            }
        }

        public List<Message> Take(int most, TimeSpan hidden)
        {
            lock (_turn)
            {
                var taken = new List<Message>();
                var now = DateTimeOffset.UtcNow;
                while (taken.Count < most && _visible.TryPeek(out var next, out var at) && at <= now)
                {
                    _visible.Dequeue();
                    if (_messages.TryGetValue(next.Id, out var message) && message.Receipt == next.Receipt)
                        taken.Add(Put(message with { Receipt = $"{++_last}", VisibleAt = now + hidden, Tries = message.Tries + 1 }));
                }

                return taken;
            }
        }

        /// <summary>As if it had not been taken.</summary>
        public void Return(Message message)
        {
            lock (_turn)
                Put(message with { VisibleAt = DateTimeOffset.UtcNow, Tries = message.Tries - 1 });
        }

        public bool Remove(string id, string receipt)
        {
            lock (_turn)
                return _messages.TryGetValue(id, out var message) && message.Receipt == receipt && _messages.Remove(id);
        }

        public Message? Hide(string id, string receipt, TimeSpan time)
        {
            lock (_turn)
            {
                return _messages.TryGetValue(id, out var message) && message.Receipt == receipt
                    ? Put(message with { Receipt = $"{++_last}", VisibleAt = DateTimeOffset.UtcNow + time })
                    : null;
            }
        }

        private Message Put(Message message)
        {
            _messages[message.Id] = message;
            _visible.Enqueue((message.Id, message.Receipt), message.VisibleAt);
            return message;
        }
    }
}
