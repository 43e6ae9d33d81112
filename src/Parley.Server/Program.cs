using System.CommandLine;

var root = new RootCommand("Parley: a self-hosted server for live speech.");
return await root.Parse(args).InvokeAsync();
