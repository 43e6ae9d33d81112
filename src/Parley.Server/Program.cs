using System.CommandLine;
using Parley.Server.Commands;

var root = new RootCommand("Parley: a self-hosted server for live speech.")
{
    ServeCommand.Create(),
};
return await root.Parse(args).InvokeAsync();
