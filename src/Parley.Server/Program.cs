using System.CommandLine;
using Parley.Server.Commands;
using Parley.Server.Commands.Doctor;
using Parley.Server.Commands.Eval;
using Parley.Server.Commands.Transcribe;
using Parley.Server.Hosting;

NativeHeap.Configure();
var root = new RootCommand("Parley: a self-hosted server for live speech.")
{
    ServeCommand.Create(),
    TranscribeCommand.Create(),
    EvalCommand.Create(),
    DoctorCommand.Create(),
};
return await root.Parse(args).InvokeAsync();
