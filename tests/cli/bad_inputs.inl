    {"NothingToDo", "splitvote", "splitvote: command line: A subcommand is required"},
