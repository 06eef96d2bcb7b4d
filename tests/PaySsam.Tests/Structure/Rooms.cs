using Mono.Cecil;

namespace PaySsam.Tests.Structure;

/// <summary>Which namespaces of an assembly its types use, as compiled: signatures, fields, attributes and method bodies.</summary>
internal sealed class Rooms
{
    private readonly HashSet<(string From, string To, string Why)> _uses = [];

    public Rooms(string assembly)
    {
        using var module = ModuleDefinition.ReadModule(assembly);
        foreach (var type in module.GetTypes())
        {
            Use(type, type.BaseType);
            foreach (
                var used in type
                    .Interfaces.Select(implemented => implemented.InterfaceType)
                    .Concat(type.Fields.Select(field => field.FieldType))
            )
                Use(type, used);
            foreach (var attribute in type.CustomAttributes.Concat(type.Methods.SelectMany(method => method.CustomAttributes)))
                Use(type, attribute.AttributeType);
            foreach (var method in type.Methods)
                Read(type, method);
        }
    }

    /// <summary>The uses that lie on a circle of namespaces, as <c>Room.Type uses Room.Type</c>.</summary>
    public IEnumerable<string> Circles() =>
        _uses.Where(use => Reaches(use.To, use.From)).Select(use => use.Why).Order(StringComparer.Ordinal);

    private bool Reaches(string from, string to)
    {
        var seen = new HashSet<string> { from };
        var ahead = new Stack<string>(seen);
        while (ahead.TryPop(out var room) && room != to)
        {
            foreach (var next in _uses.Where(use => use.From == room && seen.Add(use.To)))
                ahead.Push(next.To);
        }

        return seen.Contains(to);
    }

    private void Read(TypeDefinition type, MethodDefinition method)
    {
        Use(type, method.ReturnType);
        foreach (var parameter in method.Parameters)
            Use(type, parameter.ParameterType);
        if (!method.HasBody)
            return;
        foreach (var variable in method.Body.Variables)
            Use(type, variable.VariableType);
        foreach (var operand in method.Body.Instructions.Select(instruction => instruction.Operand))
        {
            Use(
                type,
                operand switch
                {
                    MemberReference member => member.DeclaringType ?? member as TypeReference,
                    _ => null,
                }
            );
            foreach (var argument in (operand as GenericInstanceMethod)?.GenericArguments ?? [])
                Use(type, argument);
        }
    }

    private void Use(TypeDefinition type, TypeReference? used)
    {
        if (used is GenericInstanceType generic)
        {
            foreach (var argument in generic.GenericArguments)
                Use(type, argument);
        }

        var (from, to) = (Outermost(type), Outermost(used?.GetElementType()));
        if (from is not null && to is not null && to.Scope == type.Module && from.Namespace != to.Namespace && to.Namespace != "")
            _uses.Add((from.Namespace, to.Namespace, $"{from.FullName} uses {to.FullName}"));
    }

    private static TypeReference? Outermost(TypeReference? type) => type?.DeclaringType is { } outer ? Outermost(outer) : type;
}
