using System.Diagnostics;
using System.Text;

namespace Payments.Processes;

/// <summary>A program that has run to its end.</summary>
/// <param name="ExitCode">What it ended with.</param>
/// <param name="Output">All that it wrote to its standard output.</param>
/// <param name="Errors">All that it wrote to its standard error.</param>
public sealed record ProgramRun(int ExitCode, string Output, string Errors)
{
    /// <summary>Runs a program, whatever it ends with.</summary>
    /// <param name="start">Program, arguments and environment; output and errors are redirected here.</param>
    /// <param name="input">What it reads, as UTF-8; when this is null, it has the input of this process.</param>
    public static async Task<ProgramRun> OfAsync(ProcessStartInfo start, string? input = null)
    {
        (start.RedirectStandardOutput, start.RedirectStandardError) = (true, true);
        if (input is not null)
        {
            (start.RedirectStandardInput, start.StandardInputEncoding) = (true, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false));
        }

        using var process = Process.Start(start)!;
        var (output, errors) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        if (input is not null)
        {
            await process.StandardInput.WriteAsync(input);
            process.StandardInput.Close();
        }

        await process.WaitForExitAsync();
        return new ProgramRun(process.ExitCode, await output, await errors);
    }

    /// <summary>Runs a program that is to succeed, and gives what it prints, without white space around it.</summary>
    /// <exception cref="InvalidOperationException">It ended with another code than 0; the message holds its errors.</exception>
    public static async Task<string> OutputAsync(ProcessStartInfo start)
    {
        var run = await OfAsync(start);
        return run.ExitCode == 0
            ? run.Output.Trim()
            : throw new InvalidOperationException(
                $"{start.FileName} {string.Join(' ', start.ArgumentList)} ended with {run.ExitCode}: {run.Errors}");
    }
}
