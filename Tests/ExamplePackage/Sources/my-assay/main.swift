import AssayCLI
import Scheduling

// The whole program of Assay, with one policy more.
AssayCLI.run(
  policies: .standard.adding(
    .init("nearest-idle", "The nearest provider that can begin soon; where none can, whoever can begin first.") {
      NearestIdle(from: &$0)
    }))
