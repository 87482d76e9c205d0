using System.Reflection;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Tinyo.Oci.Linux.Clone;

namespace Tinyo.Oci.Tests.Support;

/// <summary>Compiles what runs in a child before execve: in these tests the compiler is just in time, and a child can't run it.</summary>
internal static class ChildPreparation
{
    private const BindingFlags All = BindingFlags.Static | BindingFlags.NonPublic | BindingFlags.Public | BindingFlags.DeclaredOnly;

#pragma warning disable CA2255 // Every test that starts a child needs it, whatever its class is.
    [ModuleInitializer]
#pragma warning restore CA2255
    internal static void Prepare()
    {
        foreach (var method in TypeNamed("ChildCalls").GetMethods(All))
        {
            Marshal.Prelink(method);
        }

        foreach (var method in TypeNamed("ChildRunner").GetMethods(All).Concat(typeof(ChildLauncher).GetMethods(All)))
        {
            RuntimeHelpers.PrepareMethod(method.MethodHandle);
        }
    }

    private static Type TypeNamed(string name) =>
        typeof(ChildLauncher).Assembly.GetType($"{typeof(ChildLauncher).Namespace}.{name}", throwOnError: true)!;
}
