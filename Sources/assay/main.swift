import AssayCLI

AssayCLI.run()
