#pragma once
#include <chrono>
#include <string>
#include <vector>
namespace gloo::rendezvous {
class Store {  // base of a class that is declared in libtorch's header and never made here
  public:
    virtual ~Store();
    virtual void set(const std::string &, const std::vector<char> &) = 0;
    virtual std::vector<char> get(const std::string &) = 0;
    virtual void wait(const std::vector<std::string> &) = 0;
    virtual void wait(const std::vector<std::string> &, const std::chrono::milliseconds &) = 0;
};
}
