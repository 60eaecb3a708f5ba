import Marketplace

extension World: RunnableModel {}
