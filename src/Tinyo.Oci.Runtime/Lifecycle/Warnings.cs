using Microsoft.Extensions.Logging;

namespace Tinyo.Oci.Runtime.Lifecycle;

/// <summary>What an operation says without failing.</summary>
internal static partial class Warnings
{
    [LoggerMessage(Level = LogLevel.Warning, Message = "{failure}")]
    internal static partial void HookFailed(this ILogger log, string failure);

    [LoggerMessage(Level = LogLevel.Warning, Message = "container '{id}' is left out: {failure}")]
    internal static partial void LeftOut(this ILogger log, string id, string failure);

    [LoggerMessage(Level = LogLevel.Warning, Message = "container '{id}' could not be removed whole: {failure}")]
    internal static partial void NotRemoved(this ILogger log, string id, string failure);

    [LoggerMessage(Level = LogLevel.Warning, Message = "cgroup {path} is left: processes that are not of container '{id}' are in it")]
    internal static partial void CgroupLeft(this ILogger log, string id, string path);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{warning}")]
    internal static partial void BundleWarned(this ILogger log, string warning);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{warning}")]
    internal static partial void PlanWarned(this ILogger log, string warning);

    [LoggerMessage(Level = LogLevel.Warning, Message = "NOTIFY_SOCKET {address} is not told that the container is ready: {reason}")]
    internal static partial void NotNotified(this ILogger log, string address, string reason);

    [LoggerMessage(Level = LogLevel.Debug, Message = "{remark}")]
    internal static partial void SystemdNotTold(this ILogger log, string remark);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{warning}")]
    internal static partial void InitWarned(this ILogger log, string warning);
}
