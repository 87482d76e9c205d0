using System.Globalization;
using Tinyo.Oci.Linux.Files;

namespace Tinyo.Oci.Runtime.Lifecycle;

/// <summary>Names of users, from the text of a passwd(5) file.</summary>
internal sealed class UserNames(string passwd)
{
    private const int UidField = 2;
    private const int MostFields = 4;

    /// <summary>The users that <c>/etc/passwd</c> names.</summary>
    public static UserNames OfThisMachine() => new(FileSystem.TryReadText("/etc/passwd") ?? "");

    /// <summary>A user's name; <c>#</c> and the number for one without.</summary>
    public string Of(uint uid)
    {
        var number = uid.ToString(CultureInfo.InvariantCulture);
        foreach (var line in passwd.Split('\n'))
        {
            var fields = line.Split(':', MostFields);
            if (fields.Length > UidField && fields[UidField] == number)
            {
                return fields[0];
            }
        }

        return $"#{number}";
    }
}
